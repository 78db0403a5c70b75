package local.microservice.discovery.stork;

import io.smallrye.stork.api.config.ServiceConfig;
import io.smallrye.stork.spi.config.ConfigProvider;
import io.smallrye.stork.utils.StorkConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Reads {@code stork.SERVICE.…} from MicroProfile Config. Stork's own reader reads every property
 * that exists, and fails when any of them is empty, even an unrelated environment variable.
 */
@ApplicationScoped
class StorkConfig implements ConfigProvider {

  /** The load balancer if none is configured. */
  static final String DEFAULT_STRATEGY = RoundRobinLoader.TYPE;

  /** For a name with dots and no quotes, Stork's own reader takes the first part as the name. */
  private static final Pattern PROPERTY =
      Pattern.compile(
          "stork\\.(?:\"(?<quoted>[^\"]+)\"|(?<plain>.+?))"
              + "\\.(?<rest>(?:service-discovery|load-balancer|service-registrar)(?:\\..+)?)");

  /** What a URI allows in the place of its host. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  @Inject Config config;

  @Override
  public List<ServiceConfig> getConfigs() {
    Map<String, Map<String, String>> services = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith("stork.")) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(
                value ->
                    StorkConfigUtils.computeServiceProperty(services, withQuotes(name), value));
      }
    }
    services.values().forEach(each -> each.putIfAbsent("load-balancer.type", DEFAULT_STRATEGY));
    List<ServiceConfig> configs = new ArrayList<>();
    services.entrySet().forEach(each -> configs.add(StorkConfigUtils.buildServiceConfig(each)));
    return configs;
  }

  private static String withQuotes(String property) {
    Matcher parts = PROPERTY.matcher(property);
    if (!parts.matches()) {
      return property;
    }
    String service = parts.group("quoted") == null ? parts.group("plain") : parts.group("quoted");
    if (!NAME.matcher(service).matches()) {
      throw new IllegalArgumentException(
          "%s is set, but a service's name must be letters, digits, '.', '-' and '_'"
              .formatted(property));
    }
    return "stork.\"" + service + "\"." + parts.group("rest");
  }

  @Override
  public int priority() {
    return 100;
  }
}
