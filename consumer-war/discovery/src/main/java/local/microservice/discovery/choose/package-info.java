/** Which of several instances a call goes to. */
package local.microservice.discovery.choose;
