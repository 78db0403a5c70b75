package local.microservice.discovery.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import local.microservice.discovery.call.Listeners;
import local.microservice.discovery.call.TraceSource;
import local.microservice.discovery.fixtures.TestLog;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;

class ObserversTest {

  private final Map<Class<?>, Object> beans = new HashMap<>();
  private final Observers observers = new Observers();

  ObserversTest() {
    observers.beans = instance(null);
  }

  /** The part of CDI that the observers use. */
  @SuppressWarnings("unchecked")
  private Instance<Object> instance(Class<?> type) {
    return (Instance<Object>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, with) ->
                switch (method.getName()) {
                  case "select" -> instance((Class<?>) with[0]);
                  case "isResolvable" -> beans.containsKey(type);
                  case "get" -> beans.get(type);
                  default -> throw new UnsupportedOperationException(method.toString());
                });
  }

  private static MetricRegistry registry() {
    return (MetricRegistry)
        Proxy.newProxyInstance(
            ObserversTest.class.getClassLoader(),
            new Class<?>[] {MetricRegistry.class},
            (proxy, method, with) -> null);
  }

  @Test
  void areTheLogAloneInARuntimeWithoutMore() {
    assertThat(observers.listeners()).singleElement().isInstanceOf(LogLines.class);
    assertThat(observers.traces()).isSameAs(TraceSource.NONE);
  }

  @Test
  void areMetricsAndTracesWhereTheRuntimeHasThem() {
    beans.put(MetricRegistry.class, registry());
    beans.put(OpenTelemetry.class, OpenTelemetry.noop());

    assertThat(observers.listeners()).hasExactlyElementsOfTypes(LogLines.class, Metrics.class);
    assertThat(observers.traces()).isInstanceOf(Traces.class);
  }

  @Test
  void writeLogLinesAsTheListenersOfAService() {
    try (TestLog log = new TestLog()) {
      Listeners listeners = new Listeners(observers.listeners());
      listeners.panicked("provider");
      listeners.resolutionFailed("provider", 3, "no");
      listeners.resolutionWorks("provider");

      assertThat(log.lines())
          .containsExactly(
              "provider: every instance is ejected, so all are used",
              "provider: resolution fails, so the 3 instances that are known stay: no",
              "provider: resolution works again");
    }
  }
}
