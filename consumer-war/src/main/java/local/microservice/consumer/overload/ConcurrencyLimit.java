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
 * Admits fewer requests than the server has threads, so that a probe or a refusal always finds a
 * thread. A few more requests wait without a thread, as long as the present ones end so fast that
 * every waiting request is sure to get a place. All others are refused at once. Thread-safe.
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

  /** The metric of refused requests. */
  static final Metadata REFUSED =
      Metadata.builder()
          .withName("http.server.requests.refused")
          .withDescription("Requests that were refused as too many others were under way.")
          .build();

  private static final int MAY_WAIT = 256;
  private static final int RETRY_AFTER_SECONDS = 1;

  /** The longest wait of a request. */
  private static final long PATIENCE_MILLIS = 750;

  /**
   * A refusal must come within 100 ms. If no request got a place in this time, none is sure to get
   * one.
   */
  private static final long FIRST_LOOK_MILLIS = 75;

  private static final Executor AFTER_FIRST_LOOK = after(FIRST_LOOK_MILLIS);
  private static final Executor AFTER_PATIENCE = after(PATIENCE_MILLIS - FIRST_LOOK_MILLIS);

  /** The weight of one request in the moving mean: one part of this many. */
  private static final int MEAN_OF = 16;

  /**
   * The most that one request adds to the mean. A single request may be slow by itself, for example
   * with a body that drips.
   */
  private static final long LONGEST_NANOS = MILLISECONDS.toNanos(1_000);

  /**
   * Paths that must be answered during an overload: probes, and what operators look at. The switch
   * for faults is not among them, because it waits for an instance.
   */
  private static final Pattern EXEMPT =
      Pattern.compile("/health(/.*)?|/discovery(/(?!faults\\b).*)?");

  /** The attribute of a request that has waited: whether it was admitted. */
  private static final String LET_IN = ConcurrencyLimit.class.getName();

  @Serial private static final long serialVersionUID = 1L;

  @Inject private transient MetricRegistry metrics;

  private final transient Semaphore places = new Semaphore(REQUESTS);
  private final transient Semaphore seats = new Semaphore(MAY_WAIT);
  private final transient AtomicLong letIn = new AtomicLong();
  private final transient AtomicLong meanNanosInside = new AtomicLong();
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
    } else if (isExempt(request.getPathInfo())) {
      chain.doFilter(request, response);
    } else if (places.tryAcquire()) {
      serve(request, response, chain);
    } else if (isSureOfAPlace(meanNanosInside.get(), MAY_WAIT - seats.availablePermits())
        && seats.tryAcquire()) {
      await(request.startAsync(request, response));
    } else {
      refuse(response);
    }
  }

  private static Executor after(long millis) {
    return CompletableFuture.delayedExecutor(millis, MILLISECONDS, Runnable::run);
  }

  static boolean isExempt(String path) {
    return path != null && EXEMPT.matcher(path).matches();
  }

  /**
   * Serves a request that has a place. An asynchronous answer frees its place at once, as it holds
   * no thread.
   */
  private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long begin = System.nanoTime();
    try {
      chain.doFilter(request, response);
    } finally {
      wasInside(Math.min(System.nanoTime() - begin, LONGEST_NANOS));
      givePlace();
    }
  }

  private void wasInside(long nanos) {
    meanNanosInside.updateAndGet(mean -> mean + (nanos - mean) / MEAN_OF);
  }

  /**
   * Assumes the worst: all present requests came at the same time, and all waiting ones go first.
   */
  static boolean isSureOfAPlace(long meanNanosInside, int waiting) {
    long rounds = 1 + waiting / REQUESTS;
    return meanNanosInside * rounds < MILLISECONDS.toNanos(PATIENCE_MILLIS);
  }

  private void await(AsyncContext request) {
    // PATIENCE_MILLIS is the only timeout.
    request.setTimeout(0);
    long before = letIn.get();
    waiting.add(request);
    AFTER_FIRST_LOOK.execute(
        () -> {
          if (letIn.get() > before) {
            AFTER_PATIENCE.execute(() -> giveUp(request));
          } else {
            giveUp(request);
          }
        });
    if (places.tryAcquire()) {
      // The place became free before this request was in the queue.
      givePlace();
    }
  }

  private void giveUp(AsyncContext request) {
    // Whichever thread removes the request from the queue decides.
    if (waiting.remove(request)) {
      goOn(request, false);
    }
  }

  /** Gives the place to the request that has waited longest, or frees the place. */
  private void givePlace() {
    do {
      AsyncContext next = waiting.poll();
      if (next != null) {
        letIn.incrementAndGet();
        goOn(next, true);
        return;
      }
      places.release();
      // A request may have come to wait in between.
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
