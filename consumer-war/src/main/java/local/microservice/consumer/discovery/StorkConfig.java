package local.microservice.consumer.discovery;

import io.smallrye.stork.api.config.ServiceConfig;
import io.smallrye.stork.spi.config.ConfigProvider;
import io.smallrye.stork.utils.StorkConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * Reads {@code stork.SERVICE.…} from MicroProfile Config. Stork's own reader reads every property
 * that there is, and fails when one of them, anywhere in the environment, is empty.
 */
@ApplicationScoped
class StorkConfig implements ConfigProvider {

  @Inject Config config;

  @Override
  public List<ServiceConfig> getConfigs() {
    Map<String, Map<String, String>> services = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith("stork.")) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(value -> StorkConfigUtils.computeServiceProperty(services, name, value));
      }
    }
    List<ServiceConfig> configs = new ArrayList<>();
    services.entrySet().forEach(each -> configs.add(StorkConfigUtils.buildServiceConfig(each)));
    return configs;
  }

  @Override
  public int priority() {
    return 100;
  }
}
