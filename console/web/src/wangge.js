// The browser's own code, in one file: the page loads it as a script, and as the worker that holds the live stream.
import {startWorker} from './live_worker.js';
import {startPage} from './page.js';

if (typeof SharedWorkerGlobalScope !== 'undefined' && self instanceof SharedWorkerGlobalScope) startWorker(self);
else startPage();
