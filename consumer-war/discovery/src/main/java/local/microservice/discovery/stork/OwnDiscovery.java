package local.microservice.discovery.stork;

import io.smallrye.mutiny.Uni;
import io.smallrye.stork.api.ServiceDiscovery;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import io.smallrye.stork.utils.ServiceInstanceIds;
import java.util.List;
import java.util.Optional;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.resolve.Source;

/**
 * Registers a source of this library as a discovery of Stork. Calls use the source directly: a
 * discovery of Stork cannot report failed addresses or a changed answer.
 *
 * @param source finds the addresses
 */
record OwnDiscovery(Source source) implements ServiceDiscovery {

  @Override
  public Uni<List<ServiceInstance>> getServiceInstances() {
    return Uni.createFrom()
        .item(() -> source.resolve().endpoints().stream().map(OwnDiscovery::instance).toList());
  }

  private static ServiceInstance instance(Endpoint endpoint) {
    return new DefaultServiceInstance(
        ServiceInstanceIds.next(),
        endpoint.host(),
        endpoint.port(),
        Optional.empty(),
        endpoint.isSecure());
  }
}
