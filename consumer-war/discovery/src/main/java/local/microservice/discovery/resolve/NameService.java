package local.microservice.discovery.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up names. Thread-safe. */
public interface NameService {

  /** The machine's, with its search domains and hosts file. */
  NameService SYSTEM = InetAddress::getAllByName;

  /**
   * Looks up a name; it blocks, and cannot be interrupted.
   *
   * @param host the name, or an IP literal
   * @return its addresses
   * @throws UnknownHostException for a name without
   */
  InetAddress[] lookup(String host) throws UnknownHostException;
}
