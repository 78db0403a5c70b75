package local.microservice.discovery.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up names. Thread-safe. */
public interface NameService {

  /** The machine's name service, with its search domains and hosts file. */
  NameService SYSTEM = InetAddress::getAllByName;

  /**
   * Looks up a name. Blocks, and cannot be interrupted.
   *
   * @param host the name, or an IP literal
   * @return the addresses of the name
   * @throws UnknownHostException for a name without addresses
   */
  InetAddress[] lookup(String host) throws UnknownHostException;
}
