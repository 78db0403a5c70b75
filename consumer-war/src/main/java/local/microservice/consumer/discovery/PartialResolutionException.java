package local.microservice.consumer.discovery;

import io.smallrye.stork.api.ServiceInstance;
import java.io.Serial;
import java.util.List;

/** Some of a service's names could not be resolved; of these, the last good addresses stay. */
final class PartialResolutionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<ServiceInstance> known;

  PartialResolutionException(String message, List<ServiceInstance> known) {
    super(message);
    this.known = known;
  }

  List<ServiceInstance> known() {
    return known;
  }
}
