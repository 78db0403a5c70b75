package local.microservice.consumer.problem;

import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import local.microservice.discovery.http.InvalidRequestException;
import local.microservice.discovery.http.NoMemoryException;
import local.microservice.discovery.http.UnusableAnswerException;
import local.microservice.service.problem.ProblemException;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/** Tells a client about a failed call to a service, and whether another try may help. */
public final class ServiceProblem {

  private static final int RETRY_AFTER_SECONDS = 1;

  private ServiceProblem() {}

  /**
   * Maps a failure: 503 if the service is away, 502 if its answer cannot be used, 500 if this
   * service is at fault.
   *
   * @param service the service's name, for the client
   * @param failure the exception of the service's Rest Client
   * @return the answer to the client
   */
  public static ProblemException of(String service, RuntimeException failure) {
    if (failure instanceof WebApplicationException answered) {
      return answered.getResponse().getStatus() >= 500
          ? unavailable(service, failure)
          : badAnswer(service, failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidRequestException) {
        return invalidRequest(service, failure);
      }
      if (cause instanceof NoMemoryException) {
        return noMemory(service, failure);
      }
      if (cause instanceof UnusableAnswerException) {
        return badAnswer(service, failure);
      }
      if (cause instanceof IOException || cause instanceof FaultToleranceException) {
        return unavailable(service, failure);
      }
    }
    return badAnswer(service, failure);
  }

  /**
   * Makes the answer for a service's unusable answer.
   *
   * @param service the service's name, for the client
   * @param cause what is wrong with the answer, for the log
   * @return 502
   */
  public static ProblemException badAnswer(String service, Throwable cause) {
    return new ProblemException(
        502,
        "tag:microservice.local,2026:bad-%s-answer".formatted(service),
        "The %s's answer is not usable".formatted(service),
        "The %s answered something else than its data.".formatted(service),
        null,
        cause);
  }

  private static ProblemException invalidRequest(String service, Throwable cause) {
    return new ProblemException(
        500,
        "tag:microservice.local,2026:invalid-%s-request".formatted(service),
        "The %s cannot be asked".formatted(service),
        "This service made a request that cannot be sent.",
        null,
        cause);
  }

  private static ProblemException noMemory(String service, Throwable cause) {
    return new ProblemException(
        503,
        "tag:microservice.local,2026:no-room-for-%s-answer".formatted(service),
        "There is no room for the %s's answer".formatted(service),
        "Too many long answers are under way; try again after the seconds in Retry-After.",
        RETRY_AFTER_SECONDS,
        cause);
  }

  private static ProblemException unavailable(String service, Throwable cause) {
    return new ProblemException(
        503,
        "tag:microservice.local,2026:%s-unavailable".formatted(service),
        "The %s is unavailable".formatted(service),
        "No %s instance answered; try again after the seconds in Retry-After.".formatted(service),
        RETRY_AFTER_SECONDS,
        cause);
  }
}
