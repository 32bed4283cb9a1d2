/**
 * Shows an operator what the server stands at, on the management port, and lets him try again what is held or was rejected.
 *
 * <p>Flow: {@link io.github.camelaudience.server.page.OperatorPage} takes a request that
 * {@code PageAccess} lets through, {@code PageFigures} gathers a {@code PageModel} once a second at most, and {@code PageHtml} writes it.
 * {@code RejectedMessages} finds what was kept, {@code Replay} sends it again. It knows nothing of how a change is delivered.
 */
package io.github.camelaudience.server.page;
