// Browsers start no worker from a file. Where the site is opened as files, its search runs in a hidden frame instead.
// The name is the one of the script that Zensical would otherwise load from another server for this.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      this.inside = this.frame.contentWindow;
      // As between a worker and its page, messages are copies that come later.
      this.inside.postMessage = (data) => this.later(data, (copy) => this.onmessage?.({ data: copy }));
      this.ready = this.load(url);
      this.inside.importScripts = (...urls) =>
        urls.reduce((before, one) => before.then(() => this.load(one)), Promise.resolve());
    }
    load(url) {
      const script = this.inside.document.createElement("script");
      script.src = new URL(url, document.baseURI);
      return new Promise((loaded) => {
        script.onload = loaded;
        this.inside.document.body.append(script);
      });
    }
    postMessage(message) {
      this.later(message, (data) =>
        this.ready.then(() => this.inside.dispatchEvent(new this.inside.MessageEvent("message", { data }))));
    }
    later(message, then) {
      const copy = structuredClone(message);
      setTimeout(() => then(copy));
    }
    terminate() {
      this.frame.remove();
    }
  };
}
