package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListenersTest {

  private final List<String> heard = new ArrayList<>();

  /** All events of a listener, in the same order in each run. */
  static List<Method> everythingThatMayHappen() {
    return Stream.of(ServiceListener.class.getMethods())
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private ServiceListener listener(String name) {
    return (ServiceListener)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceListener.class},
            (proxy, method, with) -> {
              heard.add(name + " " + method.getName() + " " + with.length);
              return null;
            });
  }

  @ParameterizedTest
  @MethodSource("everythingThatMayHappen")
  void tellEachOneAfterTheOther(Method event) throws Exception {
    Listeners listeners = new Listeners(List.of(listener("one"), listener("two")));
    Object[] with = new Object[event.getParameterCount()];
    for (int i = 0; i < with.length; i++) {
      Class<?> type = event.getParameterTypes()[i];
      with[i] =
          type == int.class ? 1 : type == long.class ? 1L : type == boolean.class ? true : null;
    }

    event.invoke(listeners, with);

    String told = event.getName() + " " + with.length;
    assertThat(heard).containsExactly("one " + told, "two " + told);
  }
}
