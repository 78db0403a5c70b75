package local.microservice.consumer.overload;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Lets fewer requests in than the server has threads, so that a probe and a refusal always find
 * one. A few more wait without a thread: for a moment, as a burst is over in less, and for longer
 * as long as places become free so fast that each is likely to get one. All others are refused at
 * once. Thread-safe.
 */
@WebFilter(
    urlPatterns = "/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class ConcurrencyLimit extends HttpFilter {

  /**
   * How many requests may have a thread; {@code coreThreads} in the server configuration is 16
   * more.
   */
  public static final int REQUESTS = 48;

  /** What the metric of the refused requests is. */
  static final Metadata REFUSED =
      Metadata.builder()
          .withName("http.server.requests.refused")
          .withDescription("Requests that were refused as too many others were under way.")
          .build();

  private static final int MAY_WAIT = 256;
  private static final int RETRY_AFTER_SECONDS = 1;

  /** A refusal is to come within 100 ms. */
  private static final long PATIENCE_MILLIS = 75;

  /** Whoever is likely to be let in within so many times the patience waits on. */
  private static final int LONGER = 10;

  private static final Executor AFTER_PATIENCE = after(PATIENCE_MILLIS);
  private static final Executor AFTER_ALL_PATIENCE = after((LONGER - 1) * PATIENCE_MILLIS);

  /**
   * What must be answered while there are too many requests: probes, and what operators look at.
   */
  private static final Pattern EXEMPT = Pattern.compile("/(health|discovery)(/.*)?");

  /** The attribute of a request that has waited: whether it was let in. */
  private static final String LET_IN = ConcurrencyLimit.class.getName();

  @Serial private static final long serialVersionUID = 1L;

  @Inject private transient MetricRegistry metrics;

  private final transient Semaphore places = new Semaphore(REQUESTS);
  private final transient Semaphore seats = new Semaphore(MAY_WAIT);
  private final transient AtomicLong letIn = new AtomicLong();
  private final transient Queue<AsyncContext> waiting = new ConcurrentLinkedQueue<>();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      Object decided = request.getAttribute(LET_IN);
      request.removeAttribute(LET_IN);
      if (decided == null) {
        chain.doFilter(request, response);
      } else if (Boolean.TRUE.equals(decided)) {
        serve(request, response, chain);
      } else {
        refuse(response);
      }
    } else if (isExempt(request)) {
      chain.doFilter(request, response);
    } else if (places.tryAcquire()) {
      serve(request, response, chain);
    } else if (seats.tryAcquire()) {
      await(request.startAsync(request, response));
    } else {
      refuse(response);
    }
  }

  private static Executor after(long millis) {
    return CompletableFuture.delayedExecutor(millis, MILLISECONDS, Runnable::run);
  }

  private static boolean isExempt(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path != null && EXEMPT.matcher(path).matches();
  }

  /**
   * Serves a request that has a place; an answer to come later holds no thread, and so no place.
   */
  private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } finally {
      givePlace();
    }
  }

  private void await(AsyncContext request) {
    // The patience is the only clock.
    request.setTimeout(0);
    long ahead = MAY_WAIT - seats.availablePermits();
    long before = letIn.get();
    waiting.add(request);
    AFTER_PATIENCE.execute(
        () -> {
          if ((letIn.get() - before) * LONGER > ahead) {
            AFTER_ALL_PATIENCE.execute(() -> giveUp(request));
          } else {
            giveUp(request);
          }
        });
    if (places.tryAcquire()) {
      // One became free before this request was in the queue.
      givePlace();
    }
  }

  private void giveUp(AsyncContext request) {
    // Whoever takes it from the queue decides.
    if (waiting.remove(request)) {
      goOn(request, false);
    }
  }

  /** Gives a place to who has waited longest, or back. */
  private void givePlace() {
    do {
      AsyncContext next = waiting.poll();
      if (next != null) {
        letIn.incrementAndGet();
        goOn(next, true);
        return;
      }
      places.release();
      // One may have come to wait in between.
    } while (!waiting.isEmpty() && places.tryAcquire());
  }

  private void goOn(AsyncContext request, boolean letIn) {
    seats.release();
    request.getRequest().setAttribute(LET_IN, letIn);
    request.dispatch();
  }

  private void refuse(HttpServletResponse response) throws IOException {
    metrics.counter(REFUSED).inc();
    response.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
    response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
  }
}
