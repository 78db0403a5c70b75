package local.microservice.service.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Fails when threads wait for each other for ever. Only a restart ends that. */
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
