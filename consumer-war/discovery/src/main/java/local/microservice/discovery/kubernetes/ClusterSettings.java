package local.microservice.discovery.kubernetes;

import java.nio.file.Path;

/**
 * Where the cluster's API server is, and what this process is in the cluster.
 *
 * @param host the API server's name or IP address; empty outside a cluster
 * @param port the API server's port, 1 to 65535
 * @param account the folder of the service account, with {@code token}, {@code ca.crt} and {@code
 *     namespace}
 * @param pod the name of this pod; empty outside a cluster
 * @param zone the zone of this process; empty to find it in the cluster
 */
public record ClusterSettings(String host, int port, Path account, String pod, String zone) {}
