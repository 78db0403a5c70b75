/**
 * What the API server of a Kubernetes cluster knows: the EndpointSlices of Services, watched. Each
 * host that names a Service is resolved by them, and by names while they are not to be had.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/">
 *     EndpointSlices</a>
 * @see <a
 *     href="https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes">
 *     LIST and WATCH</a>
 */
package local.microservice.discovery.kubernetes;
