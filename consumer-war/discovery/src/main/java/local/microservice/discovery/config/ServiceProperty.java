package local.microservice.discovery.config;

import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * A property that is set for one service: {@code PREFIX.SERVICE.…}, with quotes around the service
 * or without; one that has a dot in its name is mostly written with them.
 *
 * @param name the property's name as it is set
 * @param value what it is set to
 */
public record ServiceProperty(String name, String value) {

  /**
   * Finds a property of one service.
   *
   * @param config where properties are
   * @param prefix what its name begins with
   * @param service the service's name
   * @param property what its name ends with
   * @return empty when it is not set
   */
  public static Optional<ServiceProperty> find(
      Config config, String prefix, String service, String property) {
    return Stream.of(service, '"' + service + '"')
        .map(each -> prefix + "." + each + "." + property)
        .flatMap(
            name ->
                config.getOptionalValue(name, String.class).stream()
                    .map(value -> new ServiceProperty(name, value)))
        .findFirst();
  }
}
