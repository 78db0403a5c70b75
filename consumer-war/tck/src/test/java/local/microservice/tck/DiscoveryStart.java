package local.microservice.tck;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import local.microservice.consumer.discovery.Discovery;

/** Starts discovery in a WAR of the TCK, as the consumer's check of its settings does there. */
@ApplicationScoped
public class DiscoveryStart {

  void start(@Observes @Initialized(ApplicationScoped.class) Object event, Discovery discovery) {
    discovery.start();
  }
}
