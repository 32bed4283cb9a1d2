// Segment's own destination, given the file names of JSON arrays on its input, one a line: each array goes to onBatch as a whole.
// An empty line asks for the CPU time in microseconds since the last one. The only argument is where LaunchDarkly is.
const fs = require('fs')
const readline = require('readline')
const { Destination } = require('@segment/actions-core')
const folder = '@segment/action-destinations/dist/destinations/launchdarkly-audiences'
const { CONSTANTS } = require(folder + '/constants')
const definition = require(folder).default

CONSTANTS.LD_API_BASE_URL = process.argv[2] + '/api/v2'
const destination = new Destination(definition)
const preset = definition.presets[0]
const settings = {
  apiKey: 'api-bench',
  clientId: 'bench',
  subscription: { subscribe: preset.subscribe, partnerAction: preset.partnerAction, mapping: preset.mapping }
}

async function main() {
  let before = process.cpuUsage()
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line !== '') {
      await destination.onBatch(JSON.parse(fs.readFileSync(line, 'utf8')), settings)
    } else {
      const used = process.cpuUsage(before)
      console.log(used.user + used.system)
      before = process.cpuUsage()
    }
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
