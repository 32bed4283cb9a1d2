package io.github.camelaudience.launchdarkly.segment.trigger;

/**
 * Where our reading of FQL differs on purpose from the reference (the parser and evaluator of Segment's hosted
 * destinations, {@code @segment/destination-subscriptions} 3.37.0).
 *
 * <table>
 * <caption>The rules</caption>
 * <tr><th>rule</th><th>input</th><th>reference</th><th>ours</th></tr>
 * <tr><td>F1</td><td>{@code and} mixed with {@code or}, nested parentheses, a function as first test of a group</td>
 *     <td>the last operator of a group joins all of it; a group ends at its first {@code )}</td>
 *     <td>{@code and} binds tighter, parentheses nest; a warning when the result can differ</td></tr>
 * <tr><td>F2</td><td>{@code anonymousId}, {@code groupId}, {@code messageId}; {@code contains(type, "x")}</td>
 *     <td>the test is dropped without a word</td><td>tested; a warning</td></tr>
 * <tr><td>F3</td><td>{@code 'single quotes'}</td><td>the quotes are part of the text, so nothing is equal</td>
 *     <td>a text, as Segment documents it</td></tr>
 * <tr><td>F4</td><td>{@code type = null}, {@code event != null}</td><td>compared with the text {@code "null"}</td>
 *     <td>absent or null, as for every other path</td></tr>
 * <tr><td>F5</td><td>{@code x != true}; {@code type = true}</td><td>compared with the text {@code "true"}</td>
 *     <td>compared with the boolean</td></tr>
 * <tr><td>F6</td><td>{@code !( ... )}</td><td>the {@code !} is ignored</td><td>negates the group; a warning</td></tr>
 * <tr><td>F7</td><td>{@code match(event, p)} where {@code p} has no star at one end only</td>
 *     <td>{@code "abc"} means "ends with bc", {@code "*a*"} "begins with *a"</td>
 *     <td>each {@code *} stands for any text, the rest for itself; a warning</td></tr>
 * <tr><td>F8</td><td>an escaped dot in a path, {@code properties.a\.b}</td><td>reads {@code b} inside {@code a}</td>
 *     <td>the member named {@code a.b}</td></tr>
 * <tr><td>F9</td><td>{@code properties.list.0.id}; {@code context != null}</td><td>never or always matches</td>
 *     <td>the element of the array; the whole object</td></tr>
 * <tr><td>F10</td><td>characters of a text, {@code length}, members of a prototype</td><td>visible</td>
 *     <td>absent</td></tr>
 * <tr><td>F11</td><td>anything that is not FQL: an unknown field, a missing value, {@code AND}, {@code ==}</td>
 *     <td>ignored, or the trigger matches nothing</td><td>refused at start, with the column</td></tr>
 * </table>
 */
public enum TriggerRule {
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11
}
