package local.microservice.consumer.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** The defaults that ship, and a test's own values above them; texts only. */
final class MapConfig implements Config {

  private final Map<String, String> values = new ConcurrentHashMap<>();

  MapConfig() {
    Properties shipped = new Properties();
    try (InputStream file =
        MapConfig.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
      shipped.load(file);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
    shipped.forEach((name, value) -> values.put(name.toString(), value.toString()));
  }

  MapConfig with(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  @Override
  public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }

  @Override
  public <T> T getValue(String name, Class<T> type) {
    return getOptionalValue(name, type).orElseThrow();
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public ConfigValue getConfigValue(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    return List.of();
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    return Optional.empty();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException();
  }
}
