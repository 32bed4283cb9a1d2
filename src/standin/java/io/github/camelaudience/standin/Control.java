package io.github.camelaudience.standin;

import io.netty.channel.Channel;

final class Control {
    Control(StandIn standIn, LoopbackServer server) {}

    void serve(Channel channel, RequestHead head, byte[] body, AnswerWriter writer) {
        writer.writeControl(channel, head, Answer.empty(404));
    }
}
