package local.microservice.consumer.page.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends requests whose answers cost little, however long or slow they are. Thread-safe. */
public final class BoundedExchange {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private BoundedExchange() {}

  /**
   * Sends a request.
   *
   * @param request the request
   * @param most how many bytes of the body to read; there may be more
   * @param patience the time limit for the whole answer; the request's own timeout would not cover
   *     the body
   * @return the answer; a {@link java.util.concurrent.TimeoutException} when it does not come in
   *     time
   */
  public static CompletableFuture<HttpResponse<byte[]>> send(
      HttpRequest request, int most, Duration patience) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        HTTP.sendAsync(request, header -> new FirstBytes(most));
    CompletableFuture<HttpResponse<byte[]>> whole =
        exchange.copy().orTimeout(patience.toMillis(), MILLISECONDS);
    // Ends an exchange that is under way, and does nothing to one that has ended.
    whole.whenComplete((answer, failure) -> exchange.cancel(true));
    return whole;
  }
}
