package local.microservice.consumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives each JVM of integration tests a server and ports of its own, before Arquillian reads its
 * configuration. The server is a copy of the one that Maven has made.
 */
public final class ForkServer implements LauncherSessionListener {

  private static final String HTTP_PORT = "test.http.port";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String fork = System.getProperty("fork");
    if (fork == null) {
      // Unit tests have no server.
      return;
    }
    try {
      copy(System.getProperty(ConsumerWar.SERVER), fork);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void copy(String server, String fork) throws IOException {
    Path from = ConsumerWar.server();
    String port = System.getProperty(HTTP_PORT);
    // No name contains another: Arquillian looks for a running server whose name does.
    System.setProperty(
        ConsumerWar.SERVER, server.replace("arquillian-", "arquillian-" + fork + "-"));
    try (ServerSocket http = new ServerSocket(0);
        ServerSocket provider = new ServerSocket(0)) {
      System.setProperty(HTTP_PORT, Integer.toString(http.getLocalPort()));
      System.setProperty("test.provider.port", Integer.toString(provider.getLocalPort()));
    }
    Files.createDirectories(ConsumerWar.server());
    for (String file : new String[] {"server.xml", "common.xml"}) {
      Files.writeString(
          ConsumerWar.server().resolve(file),
          Files.readString(from.resolve(file)).replace(port, System.getProperty(HTTP_PORT)));
    }
  }
}
