package local.microservice.service.priority;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts the threads that answer requests behind the JVM's compiler, once there were {@value #MANY}
 * requests to the API that this belongs to. Under load each of these threads would have as much of
 * the processors as the compiler, and the code stayed slow for minutes; while the service starts
 * nothing should wait for the compiler. A priority means something where the JVM's options say so,
 * as the image's do; elsewhere this has no effect. Thread-safe.
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
