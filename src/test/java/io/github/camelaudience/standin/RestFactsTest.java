package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is publicly known of LaunchDarkly's REST API for segments, one row per fact, over real HTTP. The first column says how
 * it is known: D by LaunchDarkly's documentation or OpenAPI, C by its public code, V by trying that, I by an issue thread; S
 * is the stand-in's own reading where those are silent and some answer must be given.
 */
class RestFactsTest {

    private static final String ENV = "5f00000000000000000000aa";
    private static final String SEMANTIC = "application/json; domain-model=launchdarkly.semanticpatch";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How it is known, the fact, the requests (separated by {@code >>}; the last one counts), its status, what its body says
     * (pointer and value; {@code -} for absent), and who is in which segment afterwards. A request is token (api-test if
     * there is none), verb, path below {@code /api/v2}, and body; {@code P} and {@code S} are the paths of the environment
     * and of its segments. There are {@code std} with a, b and device d1, excluding x; {@code big} of devices with d1,
     * excluding d9; {@code segment-audiences-aud_1}, synced, with a.
     */
    private static final String FACTS = """
            D | create answers 201 with the segment | POST S {'key':'k','name':'N','description':'d','tags':['t']} | 201 | /key='k' /name='N' /description='d' /tags=['t'] /unbounded=false /version=1 /deleted=false /included=[] | k=
            D | a big segment is made by unbounded and has one kind | POST S {'key':'k','name':'N','unbounded':true,'unboundedContextKind':'device'} | 201 | /unbounded=true /unboundedContextKind='device' /generation=1 | k=
            D | the description is left out if there is none | POST S {'key':'k','name':'N'} | 201 | /description=- | k=
            D | name is required | POST S {'key':'k'} | 400 | /code='invalid_request' |
            D | key is required | POST S {'name':'N'} | 400 | /code='invalid_request' |
            C | a segment key begins with a letter or digit | POST S {'key':'_k','name':'N'} | 400 | /code='invalid_request' |
            C | a segment key holds no space | POST S {'key':'k k','name':'N'} | 400 | /code='invalid_request' |
            I | a key that exists is 409 key_exists | POST S {'key':'std','name':'N'} | 409 | /code='key_exists' /message='Duplicate segment key' | std=a b d1
            D | a kind is for ever, and so is its key | POST S {'key':'std','name':'N','unbounded':true} | 409 | /code='key_exists' | std=a b d1
            D | create with an unknown token is 401 | api-other POST S {'key':'k','name':'N'} | 401 | /code='unauthorized' /message='Invalid access token' |
            D | create without permission is 403 | api-reader POST S {'key':'k','name':'N'} | 403 | /code='forbidden' |
            D | create in an unknown project is 404 | POST /segments/other/env {'key':'k','name':'N'} | 404 | /code='not_found' /message='Invalid resource identifier' |
            D | create in an unknown environment is 404 | POST /segments/proj/other {'key':'k','name':'N'} | 404 | /code='not_found' |
            C | creation is not gated by approvals | POST /segments/proj/gated {'key':'k','name':'N'} | 201 | /key='k' |
            C | targeting is gated by approvals | POST /segments/proj/gated {'key':'k','name':'N'} >> PATCH /segments/proj/gated/k {'environmentKey':'gated','instructions':[{'kind':'addIncludedUsers','values':['a']}]} | 403 | /code='forbidden' /message='approval is required' | k=
            S | so is that of big segments | POST /segments/proj/gated {'key':'k','name':'N','unbounded':true} >> POST /segments/proj/gated/k/contexts {'included':{'add':['a']}} | 403 | /code='forbidden' /message='approval is required' | k=
            C | deletion is not gated by approvals | POST /segments/proj/gated {'key':'k','name':'N'} >> DELETE /segments/proj/gated/k | 204 | |
            D | a project may want new segments linked to a view | POST /segments/views/env {'key':'k','name':'N'} | 400 | /code='invalid_request' |
            S | an archived environment refuses | POST /segments/proj/archived {'key':'k','name':'N'} | 400 | /code='invalid_request' /message='The environment is archived' |
            D | get answers the segment, its users in included | GET S/std | 200 | /key='std' /included=['a','b'] /excluded=['x'] /includedContexts=[{'contextKind':'device','values':['d1']}] /excludedContexts=[] /unbounded=false | std=a b d1
            D | a big segment shows counts and no list | GET S/big | 200 | /unbounded=true /unboundedContextKind='device' /included=[] /includedContexts=[] /_unboundedMetadata/includedCount=1 /_unboundedMetadata/excludedCount=1 /_importInProgress=false | big=d1
            D | a synced segment likewise, and names its source | GET S/segment-audiences-aud_1 | 200 | /unbounded=true /_external='segment-audiences' /_unboundedMetadata/includedCount=1 /included=[] | aud_1=a
            D | get of an unknown segment is 404 | GET S/other | 404 | /code='not_found' |
            D | get needs a known token | none GET S/std | 401 | /code='unauthorized' |
            D | a token that may only read may read | api-reader GET S/std | 200 | /key='std' |
            D | lists are pages | GET S?limit=2&offset=1 | 200 | /totalCount=3 /items/0/key='big' /items/1/key='std' /items/2=- |
            D | a patch adds targets of a kind and answers the segment | PATCH S/std {'environmentKey':'env','comment':'c','instructions':[{'kind':'addIncludedTargets','contextKind':'user','values':['c','d']}]} | 200 | /key='std' | std=a b c d d1
            D | a patch adds and removes in one | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedTargets','contextKind':'user','values':['c']},{'kind':'removeIncludedTargets','contextKind':'user','values':['a']}]} | 200 | | std=b c d1
            D | a standard segment holds several kinds | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedTargets','contextKind':'org','values':['o']},{'kind':'removeIncludedTargets','contextKind':'device','values':['d1']}]} | 200 | /includedContexts=[{'contextKind':'org','values':['o']}] | std=a b o
            D | users are targets of kind user | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c']},{'kind':'removeIncludedUsers','values':['a']}]} | 200 | /included=['b','c'] | std=b c d1
            D | targets can be excluded and no longer | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addExcludedTargets','contextKind':'user','values':['y']},{'kind':'removeExcludedUsers','values':['x']}]} | 200 | /excluded=['y'] | std=a b d1
            D | already in, already out: unchanged, and no error | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['a']},{'kind':'removeIncludedUsers','values':['nobody']}]} | 200 | /version=2 | std=a b d1
            D | both included and excluded is an error, and voids the whole patch | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c']},{'kind':'addExcludedUsers','values':['a']}]} | 400 | /code='invalid_request' | std=a b d1
            D | likewise the other way | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'removeIncludedUsers','values':['b']},{'kind':'addIncludedUsers','values':['x']}]} | 400 | /code='invalid_request' | std=a b d1
            S | instructions are carried out one after the other | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'removeExcludedUsers','values':['x']},{'kind':'addIncludedUsers','values':['x']}]} | 200 | /excluded=[] | std=a b d1 x
            D | a dry run answers a preview and persists nothing | PATCH S/std?dryRun=true {'environmentKey':'env','instructions':[{'kind':'removeIncludedUsers','values':['a','b']},{'kind':'addIncludedUsers','values':['c']}]} >> GET S/std | 200 | /included=['a','b'] /version=2 | std=a b d1
            D | its preview is the segment as it would be | PATCH S/std?dryRun=true {'environmentKey':'env','instructions':[{'kind':'removeIncludedUsers','values':['a','b']},{'kind':'addIncludedUsers','values':['c']}]} | 200 | /included=['c'] | std=a b d1
            D | a dry run is validated | PATCH S/std?dryRun=true {'environmentKey':'env','instructions':[{'kind':'addExcludedUsers','values':['a']}]} | 400 | /code='invalid_request' | std=a b d1
            D | dryRun=false is none | PATCH S/std?dryRun=false {'environmentKey':'env','instructions':[{'kind':'removeIncludedUsers','values':['a']}]} | 200 | | std=b d1
            D | the content type names the domain model | json PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c']}]} | 400 | /code='invalid_request' | std=a b d1
            D | environmentKey is required | PATCH S/std {'instructions':[{'kind':'addIncludedUsers','values':['c']}]} | 400 | /code='invalid_request' /message='/environmentKey is required' | std=a b d1
            D | instructions are required | PATCH S/std {'environmentKey':'env'} | 400 | /code='invalid_request' /message='/instructions is required' | std=a b d1
            D | an instruction has a kind | PATCH S/std {'environmentKey':'env','instructions':[{'values':['c']}]} | 400 | /code='invalid_request' | std=a b d1
            D | targets have a kind | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedTargets','values':['c']}]} | 400 | /code='invalid_request' | std=a b d1
            C | multi is no kind of a context | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedTargets','contextKind':'multi','values':['c']}]} | 400 | /code='invalid_request' | std=a b d1
            C | a context key is not empty | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c','']}]} | 400 | /code='invalid_request' | std=a b d1
            D | a patch of what is not JSON is 400 | PATCH S/std nonsense | 400 | /code='invalid_request' | std=a b d1
            D | a patch of an unknown segment is 404 | PATCH S/other {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c']}]} | 404 | /code='not_found' |
            D | a patch with an unknown token is 401 | api-other PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c']}]} | 401 | /code='unauthorized' | std=a b d1
            D | a patch without permission is 403 | api-reader PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['c']}]} | 403 | /code='forbidden' | std=a b d1
            D | name and tags change by patch, of any kind of segment | PATCH S/segment-audiences-aud_1 {'environmentKey':'env','instructions':[{'kind':'updateName','value':'M'},{'kind':'addTags','values':['t','u']},{'kind':'removeTags','values':['u']}]} | 200 | /name='M' /tags=['t'] | aud_1=a
            D | instructions of standard segments do not suit big ones | PATCH S/big {'environmentKey':'env','instructions':[{'kind':'addIncludedTargets','contextKind':'device','values':['d2']}]} | 400 | /code='invalid_request' | big=d1
            D | big segments have instructions of their own | PATCH S/big {'environmentKey':'env','instructions':[{'kind':'addBigSegmentIncludedTargets','values':['d2']},{'kind':'removeBigSegmentIncludedTargets','values':['d1']}]} | 200 | /_unboundedMetadata/includedCount=1 | big=d2
            D | which do not suit standard ones | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addBigSegmentIncludedTargets','values':['c']}]} | 400 | /code='invalid_request' | std=a b d1
            D | targets of synced segments cannot be edited by patch | PATCH S/segment-audiences-aud_1 {'environmentKey':'env','instructions':[{'kind':'addBigSegmentIncludedTargets','values':['b']}]} | 400 | /code='invalid_request' | aud_1=a
            D | /contexts changes a big segment and has no body | POST S/big/contexts {'included':{'add':['d2','d3'],'remove':['d1']}} | 204 | | big=d2 d3
            D | all its lists are optional | POST S/big/contexts {} | 204 | | big=d1
            D | it excludes, too; who is included stays a member | POST S/big/contexts {'excluded':{'add':['d1'],'remove':['d9']}} >> GET S/big/contexts/d1 | 200 | /userKey='d1' /included=true /excluded=true | big=d1
            D | /contexts changes a synced segment | POST S/segment-audiences-aud_1/contexts {'included':{'add':['b'],'remove':['a']}} | 204 | | aud_1=b
            D | /contexts does not support standard segments | POST S/std/contexts {'included':{'add':['c']}} | 400 | /code='invalid_request' | std=a b d1
            D | /contexts of an unknown segment is 404 | POST S/other/contexts {'included':{'add':['c']}} | 404 | /code='not_found' |
            D | /contexts with an unknown token is 401 | api-other POST S/big/contexts {'included':{'add':['c']}} | 401 | /code='unauthorized' | big=d1
            D | /contexts knows no 403, and 401 stands for a missing permission | api-reader POST S/big/contexts {'included':{'add':['c']}} | 401 | /code='unauthorized' | big=d1
            D | lists are lists | POST S/big/contexts {'included':{'add':'c'}} | 400 | /code='invalid_request' | big=d1
            D | membership of one context of a big segment | GET S/big/contexts/d9 | 200 | /userKey='d9' /included=false /excluded=true | big=d1
            S | of one that was never named | GET S/big/contexts/nobody%2F1 | 200 | /userKey='nobody/1' /included=false /excluded=false | big=d1
            D | of one context of a synced segment | GET S/segment-audiences-aud_1/contexts/a | 200 | /included=true /excluded=false | aud_1=a
            D | not of a standard segment | GET S/std/contexts/a | 400 | /code='invalid_request' |
            D | evaluate answers for all segments of a person | POST P/segments/evaluate {'kind':'user','key':'a'} | 200 | /items/0/key='segment-audiences-aud_1' /items/0/isMember=true /items/0/isIndividuallyTargeted=true /items/0/isRuleTargeted=false /items/0/unbounded=true /items/0/external='segment-audiences' /items/1/key='big' /items/1/isMember=false /items/1/unbounded=true /items/2/key='std' /items/2/isMember=true /items/2/unbounded=false /items/2/name='Std' /items/3=- |
            D | a context is its kind and its key | POST P/segments/evaluate {'kind':'device','key':'a'} | 200 | /items/0/isMember=false /items/1/isMember=false /items/2/isMember=false |
            D | evaluate only reads | api-reader POST P/segments/evaluate {'kind':'device','key':'d1'} | 200 | /items/0/isMember=false /items/1/isMember=true /items/2/isMember=true |
            D | evaluate without a key is 400 | POST P/segments/evaluate {'kind':'user'} | 400 | /code='invalid_request' |
            D | evaluate in an unknown environment is 404 | POST /projects/proj/environments/other/segments/evaluate {'kind':'user','key':'a'} | 404 | /code='not_found' |
            D | delete answers 204, and the segment is gone | DELETE S/std >> GET S/std | 404 | /code='not_found' | std=
            D | generation counts how often a big segment was created | DELETE S/big >> POST S {'key':'big','name':'N','unbounded':true} | 201 | /generation=2 | big=
            D | delete of an unknown segment is 404 | DELETE S/other | 404 | /code='not_found' |
            D | delete without permission is 403 | api-reader DELETE S/std | 403 | /code='forbidden' | std=a b d1
            D | projects show their environments only if asked | GET /projects | 200 | /totalCount=2 /items/0/key='proj' /items/0/environments=- |
            D | their _id is the client-side ID, and secrets stand beside it | GET /projects?expand=environments | 200 | /items/0/environments/items/0/_id='5f00000000000000000000aa' /items/0/environments/items/0/key='env' /items/0/environments/items/0/apiKey='sdk-canary-5f00000000000000000000aa' /items/0/environments/items/0/mobileKey='mob-canary-5f00000000000000000000aa' |
            D | projects are pages | GET /projects?expand=environments&limit=1&offset=1 | 200 | /totalCount=2 /items/0/key='views' /items/1=- |
            D | an environment by its keys | GET P | 200 | /_id='5f00000000000000000000aa' /key='env' /apiKey='sdk-canary-5f00000000000000000000aa' |
            D | environments of a project | GET /projects/proj/environments?limit=1 | 200 | /totalCount=3 /items/0/key='env' /items/1=- |
            D | an unknown project is 404 | GET /projects/other/environments | 404 | /code='not_found' |
            D | an unknown environment is 404 | GET /projects/proj/environments/other | 404 | /code='not_found' |
            D | caller-identity tells of the token | api-reader GET /caller-identity | 200 | /serviceToken=true |
            D | verbs can be tunnelled | tunnel PATCH S/std {'environmentKey':'env','instructions':[{'kind':'removeIncludedUsers','values':['a']}]} | 200 | | std=b d1
            S | how the id of an export comes back is not public | POST S/big/exports | 501 | /code='not_implemented' |
            S | so nobody can ask for one | GET S/big/exports/1 | 501 | /code='not_implemented' |
            S | imports are left out | POST S/big/imports | 501 | /code='not_implemented' |
            S | instructions that are not in the facts | PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addRule'}]} | 501 | /message='the stand-in does not know the instruction at /instructions/0' | std=a b d1
            S | an environmentKey that is not that of the path | PATCH S/std {'environmentKey':'other','instructions':[{'kind':'addIncludedUsers','values':['c']}]} | 501 | /code='not_implemented' | std=a b d1
            S | a key that one list adds and removes | POST S/big/contexts {'included':{'add':['d2'],'remove':['d2']}} | 501 | /code='not_implemented' | big=d1
            S | contexts of several kinds | POST P/segments/evaluate {'kind':'multi','user':{'key':'a'}} | 501 | /code='not_implemented' |
            S | lists that are filtered | GET S?filter=unbounded | 501 | /code='not_implemented' |
            S | what becomes of a synced segment that is deleted | DELETE S/segment-audiences-aud_1 | 501 | /code='not_implemented' | aud_1=a
            S | a sync to a segment that no integration made | POST S {'key':'segment-audiences-aud_2','name':'N'} >> POST /segment-targets/segment-audiences {'environmentId':'5f00000000000000000000aa','batch':[{'cohortId':'aud_2','cohortName':'n','userId':'u','value':true}]} | 501 | /code='not_implemented' |
            """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StandIn launchDarkly = StandIn.builder()
            .token("api-test")
            .readOnlyToken("api-reader")
            .environment(Environment.of("proj", "env", ENV))
            .environment(
                    Environment.of("proj", "gated", "5f00000000000000000000ab").withApprovals())
            .environment(Environment.of("proj", "archived", "5f00000000000000000000ac")
                    .archived())
            .environment(
                    Environment.of("views", "env", "5f00000000000000000000ad").withViews())
            .start();

    @BeforeEach
    void segments() throws Exception {
        assertThat(send("POST /segment-targets/segment-audiences {'environmentId':'" + ENV
                                + "','batch':[{'cohortId':'aud_1','cohortName':'One','userId':'a','value':true}]}")
                        .statusCode())
                .isEqualTo(204);
        send("POST S {'key':'big','name':'Big','unbounded':true,'unboundedContextKind':'device'}");
        send("POST S/big/contexts {'included':{'add':['d1']},'excluded':{'add':['d9']}}");
        send("POST S {'key':'std','name':'Std'}");
        send("PATCH S/std {'environmentKey':'env','instructions':[{'kind':'addIncludedUsers','values':['a','b']},"
                + "{'kind':'addIncludedTargets','contextKind':'device','values':['d1']},"
                + "{'kind':'addExcludedUsers','values':['x']}]}");
    }

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    static List<Fact> facts() {
        return FACTS.lines().map(Fact::of).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facts")
    void the_stand_in_answers_as_the_facts_say(Fact fact) throws Exception {
        HttpResponse<String> answer = null;
        for (String request : fact.requests().split(" >> ")) {
            answer = send(request.strip());
        }

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(fact.status());
        if (fact.status() == 204) {
            assertThat(answer.body()).isEmpty();
        } else if (fact.status() >= 400) {
            JsonNode error = JSON.readTree(answer.body());
            assertThat(error.path("code").isTextual() && error.path("message").isTextual())
                    .as(answer.body())
                    .isTrue();
        }
        for (String says : fact.says()) {
            int equals = says.indexOf('=');
            JsonNode value = JSON.readTree(answer.body()).at(says.substring(0, equals));
            String expected = says.substring(equals + 1).replace('\'', '"');
            assertThat(value.isMissingNode() ? "-" : value.toString())
                    .as(says + " of " + answer.body())
                    .isEqualTo(expected);
        }
        for (String segment : fact.members()) {
            String[] parts = segment.split("=", -1);
            assertThat(String.join(" ", launchDarkly.members(parts[0]))).isEqualTo(parts[1]);
        }
    }

    @Test
    void more_than_1500_operations_on_targets_are_refused() throws Exception {
        assertThat(send(add("std", 0, 1500)).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("std")).hasSize(1503);

        HttpResponse<String> answer = send("PATCH S/std {'environmentKey':'env','instructions':["
                + "{'kind':'removeIncludedUsers','values':['a']}," + add(0, 1500) + "]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo("invalid_request");
        assertThat(launchDarkly.members("std")).hasSize(1503);
    }

    @Test
    void a_standard_segment_holds_15000_individual_targets() throws Exception {
        for (int from = 0; from < 13_500; from += 1500) {
            assertThat(send(add("std", from, from + 1500)).statusCode()).isEqualTo(200);
        }
        // a, b, d1 and x are in it, too
        assertThat(send(add("std", 13_500, 14_996)).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = send(add("std", 14_996, 14_997));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("15000 individual targets");
        assertThat(launchDarkly.members("std")).hasSize(14_999);

        assertThat(send("PATCH S/std {'environmentKey':'env','instructions':["
                                + "{'kind':'addIncludedUsers','values':['new']},{'kind':'removeIncludedUsers','values':['a']}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(launchDarkly.members("std")).hasSize(14_999).contains("new").doesNotContain("a");
    }

    @Test
    void faults_meet_every_route_that_changes_memberships() throws Exception {
        launchDarkly.faults(FaultPlan.script(Fault.status(409), Fault.status(503)));

        HttpResponse<String> conflict = send(add("std", 0, 1));
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(conflict.body()).path("code").asText()).isEqualTo("conflict");
        assertThat(send("POST S/big/contexts {'included':{'add':['d2']}}").statusCode())
                .isEqualTo(503);
        assertThat(launchDarkly.members("std")).containsExactly("a", "b", "d1");
        assertThat(send(add("std", 0, 1)).statusCode()).isEqualTo(200);

        launchDarkly.faults(FaultPlan.none().whenMember("u7", Fault.status(500)).whenCohort("big", Fault.status(502)));
        assertThat(send(add("std", 7, 8)).statusCode()).isEqualTo(500);
        assertThat(send("POST S/big/contexts {'included':{'add':['d2']}}").statusCode())
                .isEqualTo(502);
        launchDarkly.faults(FaultPlan.script(Fault.status(500)).on(Route.GET_SEGMENT));
        assertThat(send(add("std", 7, 8)).statusCode()).isEqualTo(200);
        assertThat(send("GET S/std").statusCode()).isEqualTo(500);
    }

    @Test
    void poison_refuses_the_whole_request_on_every_route() throws Exception {
        launchDarkly.poison("u7"::equals);

        assertThat(send(add("std", 0, 9)).statusCode()).isEqualTo(400);
        assertThat(send("POST S/big/contexts {'included':{'add':['d2','u7']}}").statusCode())
                .isEqualTo(400);
        assertThat(launchDarkly.members("std")).containsExactly("a", "b", "d1");
        assertThat(launchDarkly.members("big")).containsExactly("d1");
    }

    @Test
    void each_url_pattern_and_verb_has_a_rate_limit_of_its_own() throws Exception {
        launchDarkly.rateLimit(RateLimit.perRoute(2).withWindow(java.time.Duration.ofHours(1)));

        assertThat(send(add("std", 0, 1)).headers().firstValue("x-ratelimit-route-remaining"))
                .contains("1");
        assertThat(send(add("std", 0, 1)).statusCode()).isEqualTo(200);
        HttpResponse<String> throttled = send("PATCH S/big {'environmentKey':'env','instructions':[]}");
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(JSON.readTree(throttled.body()).path("code").asText()).isEqualTo("rate_limited");
        assertThat(send("GET S/std").statusCode()).isEqualTo(200);
        assertThat(send("POST S/big/contexts {}").statusCode()).isEqualTo(204);
        assertThat(send("GET S/big/contexts/d1").statusCode()).isEqualTo(200);
    }

    @Test
    void every_kind_of_segment_is_seen_from_outside() throws Exception {
        assertThat(launchDarkly.segments())
                .extracting(view ->
                        view.kind() + " " + view.key() + " " + view.lane().contextKind() + " " + view.size())
                .containsExactlyInAnyOrder(
                        "SYNCED segment-audiences-aud_1 user 1",
                        "BIG big device 1",
                        "STANDARD std user 2",
                        "STANDARD std device 1");
        assertThat(launchDarkly.history(new Slot(ENV, "device", "big", "d1"))).hasToString("1");
        assertThat(launchDarkly.counters().membersApplied()).isEqualTo(5);
        assertThat(launchDarkly.syncRequests()).hasSize(3);
        assertThat(launchDarkly.maxOpen(new Lane(ENV, "device", "big"))).isEqualTo(1);
        assertThat(launchDarkly.maxOpen(new Lane(ENV, "user", "std"))).isEqualTo(1);
        assertThat(launchDarkly.counters().overlaps()).isZero();
        JsonNode state = JSON.readTree(client.send(
                        HttpRequest.newBuilder(URI.create(launchDarkly.url() + "/standin/segments/std"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
        assertThat(state.at("/0/kind").asText()).isEqualTo("standard");
        assertThat(state.at("/0/key").asText()).isEqualTo("std");
    }

    @Test
    void a_segment_stands_for_the_audience_that_the_builder_says() throws Exception {
        try (StandIn other = StandIn.builder()
                .audienceOf(key -> key.replaceFirst("^segment-", ""))
                .start()) {
            other.createSegment(
                    other.projectKey(), other.environmentKey(), "{\"key\":\"segment-aud_1\",\"name\":\"N\"}");
            assertThat(other.segments()).singleElement().satisfies(view -> {
                assertThat(view.key()).isEqualTo("segment-aud_1");
                assertThat(view.lane()).isEqualTo(new Lane(other.environment(), "user", "aud_1"));
            });
        }
    }

    private static String add(String segment, int from, int to) {
        return "PATCH S/" + segment + " {'environmentKey':'env','instructions':[" + add(from, to) + "]}";
    }

    private static String add(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "'u" + i + "'")
                .collect(Collectors.joining(",", "{'kind':'addIncludedUsers','values':[", "]}"));
    }

    /** A line of text is a request: token or form, verb, path, body. */
    private HttpResponse<String> send(String line) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        String first = words.get(0).matches("[A-Z]+") ? "api-test" : words.remove(0);
        String verb = words.get(0);
        String path = words.get(1)
                .replaceFirst("^S", "/segments/proj/env")
                .replaceFirst("^P", "/projects/proj/environments/env");
        String body = words.size() > 2
                ? String.join(" ", words.subList(2, words.size())).replace('\'', '"')
                : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(launchDarkly.url() + "/api/v2" + path))
                .method(first.equals("tunnel") ? "POST" : verb, BodyPublishers.ofString(body))
                .header("Content-Type", verb.equals("PATCH") && !first.equals("json") ? SEMANTIC : "application/json");
        if (first.equals("tunnel")) {
            request.header("X-HTTP-Method-Override", verb);
        }
        if (!first.equals("none")) {
            request.header("Authorization", first.startsWith("api-") ? first : "api-test");
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private record Fact(
            String mark, String fact, String requests, int status, List<String> says, List<String> members) {

        static Fact of(String line) {
            String[] cells = line.split("\\|", -1);
            return new Fact(
                    cells[0].strip(),
                    cells[1].strip(),
                    cells[2].strip(),
                    Integer.parseInt(cells[3].strip()),
                    words(cells[4], " (?=/[\\w/]+=)"),
                    cells.length > 5 ? words(cells[5], " *, *") : List.of());
        }

        private static List<String> words(String cell, String between) {
            return cell.isBlank() ? List.of() : List.of(cell.strip().split(between));
        }

        @Override
        public String toString() {
            return mark + " " + fact;
        }
    }
}
