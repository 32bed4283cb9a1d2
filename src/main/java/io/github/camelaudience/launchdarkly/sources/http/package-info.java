/** HTTP as a way in: who may send, and what is answered. For routes and Kamelets, which refer to these classes by name. */
package io.github.camelaudience.launchdarkly.sources.http;
