package local.microservice.discovery.resolve;

/** Which source of addresses is wanted. */
public enum SourceChoice {
  /** The addresses that a name service has. */
  NAMES,
  /** The EndpointSlices of the cluster; names while they are not to be had. */
  ENDPOINT_SLICES
}
