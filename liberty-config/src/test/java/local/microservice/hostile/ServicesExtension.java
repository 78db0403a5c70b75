package local.microservice.hostile;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the services once for all classes, and stops them when the last test has ended. */
final class ServicesExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Services.class;
  }

  @Override
  public Services resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(ServicesExtension.class))
        .getOrComputeIfAbsent(Services.class, key -> start(), Services.class);
  }

  private static Services start() {
    try {
      return new Services();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
