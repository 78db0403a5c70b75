package local.microservice.helidon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK on this machine. */
record Jdk(Path home) {

  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /** Finds a JDK of this version or later. CI systems name theirs in variables. */
  static Optional<Jdk> ofAtLeast(int version) throws IOException {
    Stream<Path> named =
        System.getenv().entrySet().stream()
            .filter(variable -> variable.getKey().matches("JAVA_HOME(_\\d+_\\w+)?"))
            .map(variable -> Path.of(variable.getValue()));
    try (Stream<Path> installed =
        Files.isDirectory(INSTALLED) ? Files.list(INSTALLED) : Stream.empty()) {
      return Stream.of(Stream.of(Path.of(System.getProperty("java.home"))), named, installed)
          .flatMap(each -> each.sorted())
          .map(Jdk::new)
          .filter(each -> each.version() >= version)
          .findFirst();
    }
  }

  Path java() {
    return home.resolve("bin/java");
  }

  /** The first number of the version; 0 if the folder has no JDK. */
  private int version() {
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
    } catch (IOException none) {
      return 0;
    }
    return Integer.parseInt(
        release.getProperty("JAVA_VERSION", "0").replace("\"", "").split("[.+-]")[0]);
  }
}
