package local.microservice.consumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives the second JVM of tests a server and ports of its own, before Arquillian reads its
 * configuration. The server is a copy of the first.
 */
public final class SecondServer implements LauncherSessionListener {

  private static final String PORT = "test.http.port";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if ("fork-2".equals(System.getProperty("fork"))) {
      Path first = ConsumerWar.server();
      String port = System.getProperty(PORT);
      // Neither name contains the other: Arquillian looks for a running server whose name does.
      System.setProperty(
          ConsumerWar.SERVER,
          System.getProperty(ConsumerWar.SERVER).replace("arquillian-", "arquillian-second-"));
      takeSecond(PORT);
      takeSecond("test.provider.port");
      copy(first, port);
    }
  }

  private static void takeSecond(String property) {
    System.setProperty(property, System.getProperty(property + ".2"));
  }

  private static void copy(Path first, String port) {
    try {
      Files.createDirectories(ConsumerWar.server());
      for (String file : new String[] {"server.xml", "common.xml"}) {
        Files.writeString(
            ConsumerWar.server().resolve(file),
            Files.readString(first.resolve(file)).replace(port, System.getProperty(PORT)));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
