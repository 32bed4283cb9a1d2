package io.github.camelaudience.launchdarkly.segment.mapping;

/**
 * Where our evaluation of a mapping differs on purpose from the reference ({@code @segment/actions-core} 3.170.0), in
 * the manner of the rules D1 to D26 of {@code semantics}.
 *
 * <table>
 * <caption>The rules</caption>
 * <tr><th>rule</th><th>input</th><th>reference</th><th>ours</th></tr>
 * <tr><td>M1</td><td>{@code @template} whose value itself holds {@code {{...}}}</td>
 *     <td>a value put in by three braces is expanded again</td><td>data is never a template</td></tr>
 * <tr><td>M2</td><td>{@code @template} on an object or array</td>
 *     <td>{@code [object Object]}, or the elements joined by commas: one text for many people</td>
 *     <td>{@code MAPPING_FAILED}</td></tr>
 * <tr><td>M3</td><td>a path that goes on after a scalar: {@code $.name[0]}, {@code $.zero.deeper}</td>
 *     <td>the first character; the {@code 0}, {@code false} or {@code ""} on the way</td><td>absent</td></tr>
 * <tr><td>M4</td><td>{@code $.constructor}, {@code $.list.length}, a flag named {@code toString}</td>
 *     <td>what the prototype holds</td><td>own members and elements only</td></tr>
 * <tr><td>M5</td><td>a number in {@code @template}, {@code @replace}, {@code @json} (encode)</td>
 *     <td>rounded to a double, {@code 1e+21}</td><td>all its digits, no exponent; no zeros at the end of a fraction</td></tr>
 * <tr><td>M6</td><td>{@code $&} or {@code $1} in {@code replacement} of {@code @replace}</td>
 *     <td>stands for a part of the match</td><td>stands for itself</td></tr>
 * <tr><td>M7</td><td>{@code @if} without a condition, {@code @case} or {@code @merge} or {@code @json} with an operand
 *     that is wrong, missing or in capitals, an unfinished bracket in a path, {@code {{ }}}</td>
 *     <td>fails or does nothing when it is reached</td><td>refused at start</td></tr>
 * <tr><td>M8</td><td>a literal that the schema of its field refuses: {@code "context_key": "bogus"}, {@code
 *     "context_kind": null}, {@code "segment_user_id": {}}</td><td>each message is refused</td><td>refused at start</td></tr>
 * <tr><td>M9</td><td>an unknown field</td><td>ignored</td>
 *     <td>refused at start; {@code __segment_internal_...} is ignored</td></tr>
 * <tr><td>M10</td><td>{@code @merge} of something that is no object</td>
 *     <td>a text becomes a member per character, an array one per element</td><td>adds nothing</td></tr>
 * <tr><td>M11</td><td>{@code $.} in the middle of a path</td><td>cut out</td><td>cut off at the beginning only</td></tr>
 * <tr><td>M12</td><td>{@code audience_action}, {@code enable_batching}, {@code batch_size}, {@code batch_bytes}, {@code
 *     batch_keys}</td><td>a value of the wrong kind refuses each message</td><td>ignored, with a warning</td></tr>
 * <tr><td>M13</td><td>a directive that fails on one message</td><td>the whole delivery fails</td>
 *     <td>{@code MAPPING_FAILED} for that message</td></tr>
 * <tr><td>M14</td><td>work without end: text above 65,536 characters, a million steps, numbers beyond a double</td>
 *     <td>as far as memory goes</td><td>{@code MAPPING_FAILED}</td></tr>
 * <tr><td>M15</td><td>{@code @liquid}</td><td>the JavaScript engine</td>
 *     <td>a Java engine with the same limits; dates and numbers may print differently</td></tr>
 * <tr><td>M16</td><td>{@code __segment_internal_directive} other than {@code @transform}</td>
 *     <td>its result replaces all fields</td><td>refused at start</td></tr>
 * </table>
 */
public enum MappingRule {
    M1,
    M2,
    M3,
    M4,
    M5,
    M6,
    M7,
    M8,
    M9,
    M10,
    M11,
    M12,
    M13,
    M14,
    M15,
    M16
}
