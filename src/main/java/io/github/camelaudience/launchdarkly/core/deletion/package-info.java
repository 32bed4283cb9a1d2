/**
 * Has deleted people leave all audiences, keeps late messages about them out, and forgets them when no more can come.
 *
 * <p>Flow: a session asks {@code Deletions} for the exits of a person, which go to delivery like other changes; delivery asks it before
 * each request whether a change is of somebody who was deleted since; and the engine has it look every minute at those whose time
 * has come. It notes what is open in the ledger. It sends nothing, and knows no document.
 */
package io.github.camelaudience.launchdarkly.core.deletion;
