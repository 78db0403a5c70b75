package local.microservice.consumer.discovery;

import java.io.IOException;
import java.util.List;

/** A {@link TestProvider} in a process of its own. */
final class ProviderProcess extends JavaProcess {

  private final String address;

  ProviderProcess(String host, int port) throws IOException {
    super(TestProvider.class, host, Integer.toString(port));
    address = readLine();
  }

  String address() {
    return address;
  }

  int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** SIGKILL to all of them, before any is waited for. */
  static void killAtOnce(List<ProviderProcess> all) throws InterruptedException {
    all.forEach(JavaProcess::destroy);
    for (ProviderProcess each : all) {
      each.kill();
    }
  }
}
