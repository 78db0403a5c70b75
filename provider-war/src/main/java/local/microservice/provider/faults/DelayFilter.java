package local.microservice.provider.faults;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Decides which calls to a port are faulty, whatever their path, and delays these. A delayed call
 * holds no thread, so a server full of such calls still answers that it is healthy. Thread-safe.
 */
@WebFilter(
    urlPatterns = "/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class DelayFilter extends HttpFilter {

  /** The attribute in which a faulty request has its {@link Fault}. */
  static final String FAULT = Fault.class.getName();

  /** The paths that no fault touches: the probes, and the switch that heals. */
  private static final Pattern EXEMPT = Pattern.compile("/(health|faults)(/.*)?");

  @Serial private static final long serialVersionUID = 1L;

  @Inject private transient Faults faults;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Fault fault = faults.on(request.getLocalPort());
    if (request.getDispatcherType() == DispatcherType.ASYNC
        || isExempt(request)
        || !fault.strikes()) {
      chain.doFilter(request, response);
      return;
    }
    request.setAttribute(FAULT, fault);
    if (fault.delay().isZero()) {
      chain.doFilter(request, response);
      return;
    }
    AsyncContext waiting = request.startAsync(request, response);
    // The delay alone ends the wait. By default the container answers 500 after 30 s.
    waiting.setTimeout(0);
    CompletableFuture.delayedExecutor(fault.delay().toNanos(), TimeUnit.NANOSECONDS)
        .execute(waiting::dispatch);
  }

  private static boolean isExempt(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path != null && EXEMPT.matcher(path).matches();
  }
}
