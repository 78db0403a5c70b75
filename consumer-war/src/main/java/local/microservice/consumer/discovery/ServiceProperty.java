package local.microservice.consumer.discovery;

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
record ServiceProperty(String name, String value) {

  static Optional<ServiceProperty> find(
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
