package local.microservice.kubernetes;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Since when the provider's pods are ready. */
final class PodTimes implements AutoCloseable {

  private static final String PROVIDERS = "app.kubernetes.io%2Fname%3Dprovider";

  private final Map<String, Instant> ready = new ConcurrentHashMap<>();
  private final Watch pods;

  PodTimes(Cluster cluster) throws IOException {
    String namespace = cluster.namespace();
    pods = new Watch("/api/v1/namespaces/" + namespace + "/pods", PROVIDERS, this::lookAtPod);
  }

  private void lookAtPod(JsonObject pod, Instant now) {
    if (Cluster.ready(pod)) {
      ready.putIfAbsent(Cluster.name(pod), now);
    } else {
      ready.remove(Cluster.name(pod));
    }
  }

  /** Since when each pod is ready. */
  Map<String, Instant> ready() {
    return Map.copyOf(ready);
  }

  @Override
  public void close() {
    pods.close();
  }
}
