// Starts `checker lsp` and hands it to VS Code; all that is said of a text comes from the server.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

// Formats that the server reads: it decides by name and language which texts are meant.
const LANGUAGES = [
  "plaintext", "markdown", "mdx", "restructuredtext", "html", "json", "jsonl", "yaml", "properties", "xml", "csv",
  "po", "fluent", "vtt", "srt",
];

let client;

function start() {
  const settings = vscode.workspace.getConfiguration("checker");
  const [command, ...args] = settings.get("command");
  client = new LanguageClient(
    "checker",
    "checker",
    { command, args },
    {
      documentSelector: LANGUAGES.map((language) => ({ language })),
      initializationOptions: { settings: settings.get("settings"), trusted: vscode.workspace.isTrusted },
    },
  );
  return client.start();
}

async function restart() {
  await client?.dispose();
  await start();
}

exports.activate = async function (context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("checker.restart", restart),
    vscode.commands.registerCommand("checker.showLog", () => client?.outputChannel.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("checker") && restart()),
  );
  await start();
};

exports.deactivate = () => client?.stop();
