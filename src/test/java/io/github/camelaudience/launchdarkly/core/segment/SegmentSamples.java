package io.github.camelaudience.launchdarkly.core.segment;

import java.util.LinkedHashMap;
import java.util.Map;

/** Messages in the shapes Segment documents and a few it should never send, by what is special about them. */
final class SegmentSamples {

    static final Map<String, String> ALL = new LinkedHashMap<>();

    static {
        String personas =
                "\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"aud_1\",\"computation_key\":\"vip\"}";
        add(
                "track, context first",
                "{'type':'track','event':'Audience Entered','messageId':'m1','userId':'u1','context':{"
                        + personas
                        + ",'traits':{'email':'a@example.test'}},'properties':{'audience_key':'vip','vip':true},"
                        + "'receivedAt':'2024-05-06T09:30:38.650Z','timestamp':'2024-05-06T09:30:22.829Z'}");
        add(
                "identify",
                "{'type':'identify','userId':'u2','context':{" + personas
                        + "},'traits':{'vip':false,'email':'b@example.test'}}");
        add(
                "context last",
                "{'traits':{'email':'c@example.test','vip':true},'properties':{'vip':'false'},'userId':'u3','type':'identify','context':{"
                        + personas + "}}");
        add(
                "journey step without flag",
                "{'event':'x','type':'track','userId':'u4','timestamp':'2025-01-15T02:02:15.908Z','context':{'personas':"
                        + "{'computation_class':'journey_step','computation_id':'j__s','computation_key':'j__s'}},"
                        + "'properties':{'journey_context':{'compression_ratio':5.2},'journey_metadata':{'journey_id':'x'}}}");
        add(
                "no computation id",
                "{'type':'identify','userId':'u5','traits':{'vip':false},'context':{'personas':{'computation_key':'vip'}}}");
        add(
                "no personas, null user",
                "{'type':'track','userId':null,'anonymousId':'a6','properties':{'audience_key':'vip'}}");
        add(
                "numbers as identifiers",
                "{'type':'track','userId':42,'anonymousId':-1.50,'context':{'personas':{'computation_id':7,"
                        + "'computation_key':77}},'properties':{'77':true,'7':false}}");
        add(
                "fractional key names nothing",
                "{'type':'track','context':{'personas':{'computation_key':7.5}},'properties':{'7.5':true}}");
        add(
                "arrays and objects",
                "{'type':'track','userId':['u9'],'anonymousId':['u9','u8'],'context':{'personas':{'computation_id':[],"
                        + "'computation_key':'vip','computation_class':{}},'traits':{'email':[null]}},'properties':{'vip':[true]},'traits':{'email':[[1]],'vip':[1.25]}}");
        add(
                "nothing is an object",
                "{'type':['track'],'messageId':5,'context':'c','traits':[{'vip':true}],'properties':'p','timestamp':'soon'}");
        add(
                "personas is no object",
                "{'type':'track','context':{'personas':[1],'traits':'x'},'properties':{'vip':true}}");
        add("empty", "{}");
        add(
                "escapes and Unicode",
                "{'type':'tr\\u0061ck','userId':'\\u00fc\\ud83d\\ude00\\n\\\"','anonymousId':'\u00fc\ud83d\ude00','context':"
                        + "{'personas':{'computation_key':'caf\u00e9'}},'properties':{'caf\\u00e9':true}}");
        add(
                "late escaped name",
                "{'properties':{'c\\u0061f\u00e9':true,'\\\"':1},'context':{'personas':{'computation_key':'caf\u00e9'}}}");
        add(
                "unpaired surrogate",
                "{'type':'track','userId':'\\ud800','context':{'personas':{'computation_key':'\\udfff'}},'traits':{'\\udfff':true,'?':false}}");
        add(
                "late unpaired surrogate",
                "{'traits':{'?':false,'\\udfff':true},'context':{'personas':{'computation_key':'\\udfff'}}}");
        add(
                "flag is the e-mail",
                "{'type':'identify','traits':{'email':'e@example.test'},'context':{'personas':{'computation_key':'email'}}}");
        add(
                "late flag of every kind",
                "{'properties':{'a':{'vip':1},'vip':{'x':[1,2]}},'traits':{'vip':null,'b':[[]]},'context':{" + personas
                        + "}}");
        add("late flag is text", "{'properties':{'vip':'yes'},'traits':{'vip':12},'context':{" + personas + "}}");
        add(
                "flag among inherited names",
                "{'context':{'personas':{'computation_key':'constructor'}},'properties':{'__proto__':true}}");
        add("time as number", "{'type':'track','timestamp':1767323045678}");
        add("time with offset", "{'type':'track','timestamp':'2026-01-02T05:04:05.6789+02:00'}");
        add(
                "second time",
                "{'type':'track','timestamp':'2026-01-02','originalTimestamp':'2026-01-02T03:04Z','sentAt':1}");
        add(
                "third time",
                "{'type':'track','timestamp':{},'originalTimestamp':null,'receivedAt':'2026-02-28T23:59:59-05:00','sentAt':1}");
        add("fourth time", "{'type':'track','sentAt':1.0}");
        add(
                "type and envelope members",
                "{'type':'track','batch':[{'userId':'x'}],'json':{'userId':'x'},'detail':{},'message':{'data':'e30='}}");
        add(
                "envelope members of other kinds",
                "{'batch':{'userId':'x'},'json':[],'detail':'d','message':{'data':null}}");
        add(
                "trait",
                "{'type':'track','context':{'personas':{'computation_class':'trait','computation_key':'r'}},'properties':{'r':450.00}}");
        add("all white space", "{ 'type' : 'track' , 'userId' :\t'u' , 'properties' : { } , 'traits' : [ ] }");
    }

    private SegmentSamples() {}

    private static void add(String name, String json) {
        ALL.put(name, json.replace('\'', '"'));
    }
}
