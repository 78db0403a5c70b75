package local.microservice.discovery.call;

import java.util.Set;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Request;

/**
 * Decides whether a call goes to another instance. The decision depends on the arguments alone.
 *
 * @param retries how many more instances a call may be tried on
 */
record RetryPolicy(int retries) {

  private static final Set<Integer> NOT_HERE = Set.of(408, 421, 502, 503, 504);

  /**
   * The progress of a call.
   *
   * @param attempts how many attempts were made, sent or not
   * @param failures attempts that failed although the instance was there
   * @param instances how many instances are known
   * @param candidates whether there is an instance that the call has not tried
   * @param timeLeft whether the call has time left
   */
  record Progress(
      int attempts, int failures, int instances, boolean candidates, boolean timeLeft) {}

  boolean mayRetry(Request request, Outcome last, Progress progress) {
    return progress.failures <= retries
        && last.verdict().elsewhere()
        && isRepeatable(request, last)
        && (!last.lost() || mayGoOn(progress))
        && progress.timeLeft
        && progress.candidates;
  }

  private static boolean isRepeatable(Request request, Outcome last) {
    return last.failure() == null
        ? isRepeatableAfter(request, last.answer())
        : request.idempotent() || !last.sent();
  }

  /**
   * Whether another instance may be asked after this answer. True for the statuses that mean "not
   * me, not now", and for any error inside one instance if the request changes nothing. An instance
   * refuses a call with 429 before it does anything (RFC 6585, section 4).
   */
  private static boolean isRepeatableAfter(Request request, Answer answer) {
    if (answer.notNow()) {
      return request.idempotent() || answer.status() == 429;
    }
    return answer.failed()
        && (request.safe() || request.idempotent() && NOT_HERE.contains(answer.status()));
  }

  /**
   * A lost instance does not count as a retry, as many may end at once. Each instance has one try.
   */
  private boolean mayGoOn(Progress progress) {
    return retries > 0 && progress.attempts < Math.max(progress.instances, retries + 1);
  }
}
