package local.microservice.service.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Fails for threads that wait for each other for ever, which nothing but a restart ends. */
@ApplicationScoped
@Liveness
public class DeadlockCheck implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    int threads = deadlocked == null ? 0 : deadlocked.length;
    return HealthCheckResponse.named("deadlock")
        .status(threads == 0)
        .withData("threads", threads)
        .build();
  }
}
