package local.microservice.consumer.fetch;

import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import local.microservice.consumer.discovery.UnusableAnswerException;
import local.microservice.consumer.problem.ProblemException;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/** Tells the client of a failed provider call whether to come again, or that it would be no use. */
final class ProviderProblem {

  private static final int RETRY_AFTER_SECONDS = 1;

  private ProviderProblem() {}

  /**
   * Sorts a failure: the provider is away (503), or it is there and answers nonsense (502).
   *
   * @param failure what the provider's client threw
   * @return the answer for it
   */
  static ProblemException of(RuntimeException failure) {
    if (failure instanceof WebApplicationException answered) {
      return answered.getResponse().getStatus() >= 500 ? unavailable(failure) : badAnswer(failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnusableAnswerException) {
        return badAnswer(failure);
      }
      if (cause instanceof IOException || cause instanceof FaultToleranceException) {
        return unavailable(failure);
      }
    }
    return badAnswer(failure);
  }

  static ProblemException badAnswer(Throwable cause) {
    return new ProblemException(
        502,
        "tag:microservice.local,2026:bad-provider-answer",
        "The provider's answer is not usable",
        "The provider answered something else than its data.",
        null,
        cause);
  }

  private static ProblemException unavailable(Throwable cause) {
    return new ProblemException(
        503,
        "tag:microservice.local,2026:provider-unavailable",
        "The provider is unavailable",
        "No provider instance answered; try again after the seconds in Retry-After.",
        RETRY_AFTER_SECONDS,
        cause);
  }
}
