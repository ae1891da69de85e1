var t=new Set;function n(e){return t.add(e),()=>t.delete(e)}function r(){return t.size>0}function a(e){for(let o of t)o(e)}export{n as a,r as b,a as c};
