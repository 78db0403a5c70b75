package local.microservice.discovery.show;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import local.microservice.discovery.call.ServiceListener;
import local.microservice.discovery.call.TraceSource;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Makes the listeners: log lines in every runtime, metrics and traces where the runtime supports
 * them. An unsupported listener is not installed and costs nothing.
 */
@Dependent
public class Observers {

  @Inject @Any Instance<Object> beans;

  /** The container calls this. */
  Observers() {}

  /** {@return the listeners to services, at least one} */
  public List<ServiceListener> listeners() {
    List<ServiceListener> listeners = new ArrayList<>(List.of(new LogLines()));
    ifThere(() -> bean(MetricRegistry.class).map(Metrics::new)).ifPresent(listeners::add);
    return listeners;
  }

  /** {@return the source of traces; {@link TraceSource#NONE} without telemetry} */
  public TraceSource traces() {
    return Observers.<TraceSource>ifThere(() -> bean(OpenTelemetry.class).map(Traces::new))
        .orElse(TraceSource.NONE);
  }

  private <T> Optional<T> bean(Class<T> type) {
    Instance<T> found = beans.select(type, Default.Literal.INSTANCE);
    return found.isResolvable() ? Optional.of(found.get()) : Optional.empty();
  }

  /** The runtime may not even have the classes. */
  private static <T> Optional<T> ifThere(Supplier<Optional<? extends T>> feature) {
    try {
      return feature.get().map(each -> each);
    } catch (LinkageError absent) {
      return Optional.empty();
    }
  }
}
