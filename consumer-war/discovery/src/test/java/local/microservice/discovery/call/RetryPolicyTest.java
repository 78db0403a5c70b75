package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.stream.Stream;
import local.microservice.discovery.call.RetryPolicy.Progress;
import local.microservice.discovery.fixtures.TestAnswer;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.ClosedConnectionException;
import local.microservice.discovery.http.Field;
import local.microservice.discovery.http.NoConnectionException;
import local.microservice.discovery.http.Request;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row has a request, the result of its last attempt, and the progress of the call. */
class RetryPolicyTest {

  private static final RetryPolicy POLICY = new RetryPolicy(2);

  /** A call whose only attempt has failed. The service has other instances. */
  private static final Progress BEGUN = new Progress(1, 1, 3, true, true);

  private static Request request(String method) {
    return TestService.call(method, Map.of(), "").request();
  }

  private static Outcome answered(Answer answer) {
    return new Outcome(answer, null, Verdict.of(answer), true, false);
  }

  private static Outcome failed(Verdict verdict, IOException failure, boolean sent) {
    return new Outcome(null, failure, verdict, sent, false);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 500, true",
    "GET, 502, true",
    "GET, 503, true",
    "GET, 504, true",
    "GET, 200, false",
    "GET, 404, false",
    "GET, 501, false",
    "GET, 599, true",
    "PUT, 500, false",
    "PUT, 599, false",
    "PUT, 502, true",
    "PUT, 408, true",
    "PUT, 421, true",
    "PUT, 504, true",
    "POST, 421, false",
    "DELETE, 500, false",
    "DELETE, 503, true",
    "POST, 500, false",
    "POST, 503, false",
    "GET, 429, true",
    "POST, 429, true",
    "PATCH, 429, true"
  })
  void asksAnotherInstanceAfterAFailureThatChangedNothing(
      String method, int status, boolean retryable) {
    Outcome last = answered(TestAnswer.of(status));

    assertThat(POLICY.mayRetry(request(method), last, BEGUN)).isEqualTo(retryable);
  }

  @ParameterizedTest
  @CsvSource({"GET, true", "PUT, true", "POST, false"})
  void repeatsAfterA503WithATimeOnlyWhatMayBeRepeated(String method, boolean retryable) {
    Outcome last = answered(TestAnswer.of(503, new Field("Retry-After", "1")));

    assertThat(POLICY.mayRetry(request(method), last, BEGUN)).isEqualTo(retryable);
  }

  static Stream<Arguments> failures() {
    IOException refused = new ConnectException("refused");
    IOException reset = new SocketException("reset");
    IOException closed = new ClosedConnectionException("closed", null);
    IOException late = new SocketTimeoutException("late");
    IOException noneFree = new NoConnectionException("none free", null);
    return Stream.of(
        arguments("GET", failed(Verdict.FAILED, refused, false), true),
        arguments("POST", failed(Verdict.FAILED, refused, false), true),
        arguments("GET", failed(Verdict.FAILED, reset, true), true),
        arguments("POST", failed(Verdict.FAILED, reset, true), false),
        arguments("DELETE", failed(Verdict.FAILED, closed, true), true),
        arguments("POST", failed(Verdict.FAILED, closed, true), false),
        arguments("PUT", failed(Verdict.FAILED, late, true), true),
        arguments("PATCH", failed(Verdict.FAILED, late, true), false),
        arguments("GET", failed(Verdict.STOOD_STILL, late, true), true),
        arguments("POST", failed(Verdict.STOOD_STILL, late, true), false),
        arguments("POST", failed(Verdict.OWN_LIMIT, noneFree, false), true),
        arguments("GET", failed(Verdict.CUT_SHORT, late, true), false),
        arguments("GET", failed(Verdict.CALLERS_MISTAKE, new IOException("no"), false), false),
        arguments("GET", failed(Verdict.NO_MEMORY, new IOException("full"), true), false));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void asksAnotherInstanceAfterNoAnswer(String method, Outcome last, boolean retryable) {
    assertThat(POLICY.mayRetry(request(method), last, BEGUN)).isEqualTo(retryable);
  }

  @ParameterizedTest
  @CsvSource({
    // retries, attempts, failures, instances, candidates, time left
    "2, 2, 2, 3, true, true, true",
    "2, 3, 3, 5, true, true, false",
    "2, 1, 1, 3, false, true, false",
    "2, 1, 1, 3, true, false, false",
    "0, 1, 1, 3, true, true, false",
    "0, 1, 0, 3, true, true, true",
    // Attempts at instances that did not exist do not count.
    "2, 9, 2, 9, true, true, true"
  })
  void triesAsManyThatFailAsItMayRetry(
      int retries,
      int attempts,
      int failures,
      int instances,
      boolean candidates,
      boolean timeLeft,
      boolean retryable) {
    Outcome last = answered(TestAnswer.of(503));
    Progress progress = new Progress(attempts, failures, instances, candidates, timeLeft);

    assertThat(new RetryPolicy(retries).mayRetry(request("GET"), last, progress))
        .isEqualTo(retryable);
  }

  @ParameterizedTest
  @CsvSource({
    // retries, attempts, failures, instances
    "1, 1, 0, 5, true",
    "1, 4, 0, 5, true",
    "1, 5, 0, 5, false",
    // The only address may be that of a load balancer with other instances behind it.
    "2, 2, 0, 1, true",
    "2, 3, 0, 1, false",
    "1, 2, 1, 5, true",
    "1, 3, 2, 5, false",
    "0, 1, 0, 5, false"
  })
  void triesEachOnceOfThoseThatAreLost(
      int retries, int attempts, int failures, int instances, boolean retryable) {
    Outcome last = failed(Verdict.FAILED, new ConnectException("refused"), false);
    Progress progress = new Progress(attempts, failures, instances, true, true);

    assertThat(new RetryPolicy(retries).mayRetry(request("POST"), last, progress))
        .isEqualTo(retryable);
  }
}
