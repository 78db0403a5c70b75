package local.microservice.service.priority;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts the threads that answer requests behind the JVM's compiler, after the first {@value #MANY}
 * requests to this API. Without this, each of these threads has as much processor time under load
 * as the compiler, and the code stays slow for minutes. While the service starts, no request should
 * wait for the compiler. Priorities have an effect only if the JVM's options say so, as those of
 * the image do. Thread-safe.
 */
@Provider
@PreMatching
@Priority(0)
public class RequestPriority implements ContainerRequestFilter {

  static final int MANY = 1000;
  private static final int BEHIND = Thread.NORM_PRIORITY - 1;

  private final AtomicInteger requests = new AtomicInteger();

  @Override
  public void filter(ContainerRequestContext request) {
    if (requests.get() < MANY) {
      requests.incrementAndGet();
    } else if (Thread.currentThread().getPriority() > BEHIND) {
      Thread.currentThread().setPriority(BEHIND);
    }
  }
}
