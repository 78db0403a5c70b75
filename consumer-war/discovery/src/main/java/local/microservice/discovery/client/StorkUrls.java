package local.microservice.discovery.client;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;

/**
 * Lets {@code stork://SERVICE} be a {@link URL}, because Jersey makes one of each client's address.
 * Nothing is opened by it.
 */
public final class StorkUrls extends URLStreamHandlerProvider {

  /** The JVM calls this. */
  public StorkUrls() {}

  @Override
  public URLStreamHandler createURLStreamHandler(String protocol) {
    return "stork".equals(protocol) ? new NeverOpened() : null;
  }

  private static final class NeverOpened extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      throw new IOException(url + " is for MicroProfile Rest Clients only");
    }
  }
}
