package local.microservice.kubernetes;

import java.io.IOException;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** A namespace with a name that the policies know, where nobody else has one of that name. */
final class OtherNamespace implements AutoCloseable {

  private final String name;

  /** Makes it, or skips the test where there is one, which is somebody's. */
  OtherNamespace(String name) throws IOException, InterruptedException {
    this.name = name;
    if (Cluster.runIn("default", List.of("get", "namespace", name))) {
      String line = "outages: skipped, there is a namespace " + name + " already";
      System.out.println(line);
      throw new TestAbortedException(line);
    }
    Cluster.kubectlIn("default", List.of("create", "namespace", name), "");
  }

  String name() {
    return name;
  }

  /** What a pod of this namespace gets from an address; nothing when it cannot connect. */
  String get(String pod, String host, int port, String path)
      throws IOException, InterruptedException {
    String call =
        "exec 3<>/dev/tcp/%s/%d && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(host, port, path);
    return Cluster.kubectlIn(
        name,
        List.of(
            "exec", pod, "--", "bash", "-c", "timeout 5 bash -c \"$1\" 2>&- || true", "get", call),
        "");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Cluster.kubectlIn("default", List.of("delete", "namespace", name), "");
  }
}
