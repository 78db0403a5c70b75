package local.microservice.liberty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one {@link DevServer}, which ends after all tests. A start takes the
 * processors for seconds. The classes lock {@link #NAME}, so that only one of them uses the server
 * at a time.
 */
final class SharedDevServer implements ParameterResolver {

  static final String NAME = "the shared development server";

  private record Started(DevServer server) implements CloseableResource {
    @Override
    public void close() {
      server.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DevServer.class;
  }

  @Override
  public DevServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedDevServer.class))
        .getOrComputeIfAbsent(NAME, first -> start(), Started.class)
        .server();
  }

  private static Started start() {
    try {
      return new Started(DevServer.start(Map.of()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
