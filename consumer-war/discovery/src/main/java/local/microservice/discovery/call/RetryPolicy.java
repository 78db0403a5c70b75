package local.microservice.discovery.call;

import java.util.Set;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.Request;

/**
 * Whether a call goes to another instance. It decides by what it is told alone.
 *
 * @param retries how many more instances a call may be tried on
 */
record RetryPolicy(int retries) {

  private static final Set<Integer> NOT_HERE = Set.of(408, 421, 502, 503, 504);

  /**
   * How far a call has come.
   *
   * @param attempts how often it was sent, or tried to be
   * @param failures those of them at which the instance was there, and failed
   * @param instances how many instances are known
   * @param candidates whether there is one that it has not tried
   * @param timeLeft whether the time of the whole call is not over
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
   * Whether another instance may be asked after this answer: after the statuses that mean "not me,
   * not now", and after any error inside of one instance as long as nothing was changed there. A
   * call with the answer 429 was refused before anything was done (RFC 6585, section 4).
   */
  private static boolean isRepeatableAfter(Request request, Answer answer) {
    if (answer.notNow()) {
      return request.idempotent() || answer.status() == 429;
    }
    return answer.failed()
        && (request.safe() || request.idempotent() && NOT_HERE.contains(answer.status()));
  }

  /** An instance that was lost counts as no retry, as many may end at once; each has one try. */
  private boolean mayGoOn(Progress progress) {
    return retries > 0 && progress.attempts < Math.max(progress.instances, retries + 1);
  }
}
