"use strict";(()=>{try{let t=localStorage.getItem("collab:theme");(t==="light"||t==="dark")&&(document.documentElement.dataset.theme=t)}catch(t){if(!(t instanceof DOMException))throw t}})();
