package local.microservice.liberty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * An agent whose first finalizer never ends. So HotSpot keeps every object with a finalizer, as
 * OpenJ9 does without its finalizer threads.
 */
public final class BlockedFinalizers {

  private static final class NeverFinalized {

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  private BlockedFinalizers() {}

  /**
   * Runs before the application.
   *
   * @param unused the agent's options
   */
  public static void premain(String unused) {
    new NeverFinalized();
    System.gc();
  }

  /**
   * Writes the agent.
   *
   * @param jar the file to write
   * @return the option that loads it
   */
  static String writeTo(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), BlockedFinalizers.class.getName());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> each : new Class<?>[] {BlockedFinalizers.class, NeverFinalized.class}) {
        String name = each.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream compiled = each.getClassLoader().getResourceAsStream(name)) {
          compiled.transferTo(out);
        }
      }
    }
    return "-javaagent:" + jar;
  }
}
