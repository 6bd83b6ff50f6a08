// trailnote: written by Trailnote's installer, which also takes it away. https://opencode.ai/docs/plugins
// Each event goes to the hook launcher as JSON on its standard input; what it prints is told to the model. Without the
// launcher, past its time, or whatever else goes wrong: nothing happens.
import { spawn, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"

const LAUNCHER = join(homedir(), ".local", "bin", "trailnote-hook")
const LIMIT_MS = 5000
const FAILED = "post_tool_use_failure"

export const Trailnote = async ({ directory }) => {
  if (!existsSync(LAUNCHER)) return {}
  const parents = new Map() // a subagent's session: the session that it works for
  const fresh = new Set() // sessions that were made while this ran
  const open = new Set() // sessions that were told to have started
  const replies = new Map() // a session: its last text and the message's id
  const waiting = new Map() // a session: the promise of what it is to be told again after a compaction

  const payload = (sessionID, fields) => {
    const parent = parents.get(sessionID)
    return JSON.stringify({ session_id: parent ?? sessionID, agent_id: parent ? sessionID : "", cwd: directory, ...fields })
  }
  const options = { cwd: directory, timeout: LIMIT_MS, stdio: ["pipe", "pipe", "ignore"], windowsHide: true }

  const tell = (script, sessionID, fields) =>
    new Promise((resolve) => {
      const child = spawn(LAUNCHER, [script, "opencode"], options)
      let said = ""
      child.stdout.on("data", (chunk) => (said += chunk))
      child.stdin.on("error", () => {})
      child.on("error", () => resolve(""))
      child.on("close", () => resolve(said))
      child.stdin.end(payload(sessionID, fields))
    })
      .then((said) => (said ? (JSON.parse(said).additionalContext ?? "") : ""))
      .catch(() => "")

  // Where the process may end at once nothing is waited for but the launcher itself.
  const tellNow = (script, sessionID, fields) => {
    try {
      spawnSync(LAUNCHER, [script, "opencode"], { ...options, input: payload(sessionID, fields) })
    } catch {}
  }
  process.once("exit", () => open.forEach((sessionID) => tellNow("session_end", sessionID, { reason: "exit" })))

  const start = async (sessionID, source) => {
    open.add(sessionID)
    return tell("session_start", sessionID, { source })
  }

  const events = {
    "session.created": ({ info }) => {
      if (info.parentID) parents.set(info.id, parents.get(info.parentID) ?? info.parentID)
      fresh.add(info.id)
    },
    "session.deleted": ({ info }) => {
      if (open.delete(info.id)) return tell("session_end", info.id, { reason: "deleted" })
    },
    "session.compacted": ({ sessionID }) => {
      if (open.has(sessionID)) waiting.set(sessionID, start(sessionID, "compact"))
    },
    "session.idle": ({ sessionID }) => {
      const { text = "", id = "" } = replies.get(sessionID) ?? {}
      if (open.has(sessionID)) tellNow("stop", sessionID, { last_assistant_message: text, prompt_id: id })
    },
    "message.part.updated": ({ part }) => {
      if (part.type === "text" && part.time?.end) replies.set(part.sessionID, { text: part.text, id: part.messageID })
      if (part.type !== "tool" || part.state.status !== "error") return
      const call = { tool_name: part.tool, tool_use_id: part.callID, tool_input: part.state.input }
      return tell(FAILED, part.sessionID, { ...call, error: part.state.error })
    },
  }

  return {
    event: async ({ event }) => events[event.type]?.(event.properties),

    "chat.message": async ({ sessionID }, { message, parts }) => {
      const typed = parts.filter((part) => part.type === "text" && !part.synthetic).map((part) => part.text)
      if (parents.has(sessionID) || !typed.length) return
      const told = [await waiting.get(sessionID)]
      waiting.delete(sessionID)
      if (!open.has(sessionID)) told.push(await start(sessionID, fresh.has(sessionID) ? "startup" : "resume"))
      told.push(await tell("user_prompt_submit", sessionID, { prompt: typed.join("\n"), prompt_id: message.id }))
      const text = told.filter(Boolean).join("\n")
      const id = `prt_${message.id.slice(4)}trailnote`
      if (text) parts.push({ id, sessionID, messageID: message.id, type: "text", text, synthetic: true })
    },

    "tool.execute.after": async ({ tool, sessionID, callID, args }, output) => {
      const { exit, diff } = output.metadata ?? {}
      const tool_response = { output: tool === "bash" ? output.output : "", exit, diff }
      const call = { tool_name: tool, tool_use_id: callID, tool_input: args, tool_response }
      const told = await tell(exit ? FAILED : "post_tool_use", sessionID, call)
      if (told) output.output += `\n\n${told}`
    },

    "experimental.session.compacting": async ({ sessionID }) => {
      await tell("pre_compact", sessionID, { trigger: "auto" })
    },

    // A session that goes on by itself after a compaction has no new prompt to carry what it is told again.
    "experimental.chat.messages.transform": async (_, { messages }) => {
      const { info, parts } = messages.findLast((one) => one.info.role === "user") ?? {}
      const text = info && (await waiting.get(info.sessionID))
      if (!text || parts.some((part) => part.text === text)) return
      const { sessionID, id: messageID } = info
      parts.push({ id: "prt_trailnote", sessionID, messageID, type: "text", text, synthetic: true })
    },
  }
}
